declare module 'mailauth/lib/tools.js' {
  /** The first of the domains that belongs to the organisation of `fromDomain`, by the Public Suffix List. */
  export function getAlignment(
    fromDomain: string,
    domains: readonly string[],
    strict: boolean,
  ): { domain: string } | false;
}
