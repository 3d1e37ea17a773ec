"""The committee's regulation as pure functions: plain values in, a Ruling out.

Standard library only: no framework, no clock, no text for the screen. A rule never asks what day it is; the caller says.
What the text leaves open is a parameter of a dated `Regulation` (params.py); defaults are CERX Puno 2022.

    Art. 5         who may vote, one voice per institution   voting.judge_entitlement
    Art. 7         notice, receipts, the waiver              notice.judge_notice, judge_receipt, judge_waiver
                   points added in the session               voting.judge_added_item
    Art. 7, 12, 14 what each year asks for                   duties.judge_year
    Art. 8         the president's election and term         terms.judge_election, term_end, status_of_term
                   a tie between candidates                  elections.judge_round
    Art. 10        a Mesa's composition and coordinator      mesas.judge_composition, judge_coordinator, judge_eligibility
    Art. 11        a new member                              admission.judge_admission
    Art. 13        quorum                                    quorum.required_for, judge_quorum
                   installing, first and second call         calls.judge_installation
                   majority, tie, casting vote               voting.needed_for, judge_vote
    Art. 15.1      who attended, which sessions count        attendance.judge_attendance, judge_computed
                   absences, infractions, justifications     absences.judge_ledger, judge_justification
                   suspension                                suspension.suspension_period
    Art. 15        who may sanction, the term to answer      suspension.judge_sanction, hearing_due
    deadlines      business days, months date to date        calendar.BusinessCalendar, add_months
"""
