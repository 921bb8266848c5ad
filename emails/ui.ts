/** The only place that knows where the mail components come from: moving to another package is this one line. */
export { Body, Head, Hr, Html, Link } from '@react-email/components';
