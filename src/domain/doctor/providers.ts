/** Who sends for many: the include that lets them, by the end of their SMTP host. */
const includes: [host: string, include: string, name: string][] = [
  ['gmail.com', '_spf.google.com', 'Google'],
  ['google.com', '_spf.google.com', 'Google'],
  ['office365.com', 'spf.protection.outlook.com', 'Microsoft 365'],
  ['outlook.com', 'spf.protection.outlook.com', 'Microsoft 365'],
  ['amazonaws.com', 'amazonses.com', 'Amazon SES'],
  ['resend.com', 'amazonses.com', 'Resend'],
  ['sendgrid.net', 'sendgrid.net', 'SendGrid'],
  ['mailgun.org', 'mailgun.org', 'Mailgun'],
  ['postmarkapp.com', 'spf.mtasv.net', 'Postmark'],
  ['mailjet.com', 'spf.mailjet.com', 'Mailjet'],
  ['brevo.com', 'spf.brevo.com', 'Brevo'],
  ['zoho.com', 'zoho.com', 'Zoho'],
  ['zoho.eu', 'zoho.eu', 'Zoho'],
  ['fastmail.com', 'spf.messagingengine.com', 'Fastmail'],
];

/** The provider behind an SMTP host; null for a host of one's own. */
export function providerOf(host: string): { include: string; name: string } | null {
  const found = includes.find(([end]) => host === end || host.endsWith(`.${end}`));
  return found === undefined ? null : { include: found[1], name: found[2] };
}
