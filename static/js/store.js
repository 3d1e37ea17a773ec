// What this browser keeps for a page: JSON under a key. One that keeps nothing, or is full, still has the text in the page.

const shelf = (name) => ({
  get(key) {
    try {
      return JSON.parse(window[name].getItem(key));
    } catch {
      return null;
    }
  },
  /** null: forget it. */
  set(key, value) {
    try {
      if (value === null) window[name].removeItem(key);
      else window[name].setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden.
    }
  },
});

export const local = shelf("localStorage");
/** Goes with the tab: the next person at a shared computer does not find it. */
export const tab = shelf("sessionStorage");
