import { Redirect, Route, Switch } from 'wouter';
import type { Session } from '../session.tsx';
import { AcceptInvitation } from './accept-invitation.tsx';
import { Claim } from './claim.tsx';
import { ConfirmAddress } from './confirm-address.tsx';
import { DemoEntry } from './demo-entry.tsx';
import { Forgotten } from './forgotten.tsx';
import { ResetPassword } from './reset-password.tsx';
import { SignIn } from './sign-in.tsx';

/** Pages for somebody who is not signed in, and for links that work once. Any other address asks them to sign in first. */
export function Entry({ session }: { session: Session | null }) {
  return (
    <Switch>
      <Route path="/claim/:token">{({ token }) => <Claim token={token} />}</Route>
      <Route path="/demo/:token">{({ token }) => <DemoEntry token={token} />}</Route>
      <Route path="/invitation/:token">{({ token }) => <AcceptInvitation token={token} />}</Route>
      <Route path="/reset/:token">{({ token }) => <ResetPassword token={token} />}</Route>
      <Route path="/confirm/:token">{({ token }) => <ConfirmAddress token={token} />}</Route>
      <Route path="/forgotten">
        <Forgotten />
      </Route>
      <Route>{session === null ? <SignIn /> : <Redirect to="/" replace />}</Route>
    </Switch>
  );
}
