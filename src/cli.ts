import { Command, CommanderError } from 'commander';
import { registerClassify } from './cli/classify.ts';
import { registerDemo } from './cli/demo.ts';
import { registerDoctor } from './cli/doctor.ts';
import { registerExplain } from './cli/explain.ts';
import { registerImport } from './cli/import.ts';
import { registerKey } from './cli/key.ts';
import { registerPerson } from './cli/person.ts';
import { sayProblem } from './cli/problem.ts';
import { runWithApp } from './cli/run.ts';
import { registerSending } from './cli/sending.ts';
import { registerServe } from './cli/serve.ts';
import { registerSettings } from './cli/settings.ts';
import { registerSimulate } from './cli/simulate.ts';
import { registerTick } from './cli/tick.ts';
import { registerUser } from './cli/user.ts';

/** The command line: exit codes 0 done, 1 failed, 2 wrong usage; logs and problems go to stderr. */
const program = new Command('ajar')
  .description('Few gracious letters to clients who left, easy to stop, and a person on the line when they answer.')
  .showSuggestionAfterError(true)
  .showHelpAfterError('(ajar --help lists the commands)')
  .exitOverride();

registerServe(program);
registerTick(program, runWithApp);
registerImport(program, runWithApp);
registerSimulate(program, runWithApp);
registerExplain(program, runWithApp);
registerClassify(program);
registerDemo(program, runWithApp);
registerKey(program, runWithApp);
registerUser(program, runWithApp);
registerPerson(program, runWithApp);
registerSending(program, runWithApp);
registerSettings(program, runWithApp);
registerDoctor(program, runWithApp);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${sayProblem(error)}\n`);
    process.exitCode = 1;
  }
}
