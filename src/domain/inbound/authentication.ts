/** Results as RFC 8601 §2.7 names them, reduced to what a rep needs; `none`: nothing to check, `unknown`: DNS did not answer. */
export const authenticationResults = ['pass', 'fail', 'none', 'unknown'] as const;
export type AuthenticationResult = (typeof authenticationResults)[number];

/** Whether the sender of a mail is who it says. `domain` is that of the From address. */
export interface MailAuthentication {
  domain: string | null;
  spf: AuthenticationResult;
  dkim: AuthenticationResult;
  dmarc: AuthenticationResult;
}
