/** The product cannot start or a command cannot run; the message says why, and what to do. */
export class StartProblem extends Error {}
