/** How long somebody stays signed in at most, and how long without coming by. */
export const sessionDays = 30;
export const idleDays = 7;
