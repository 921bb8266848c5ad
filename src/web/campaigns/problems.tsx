import { createContext, type ReactNode, useContext } from 'react';

interface Problem {
  pointer: string;
  message: string;
}

const ProblemsContext = createContext<readonly Problem[]>([]);

/** What the server says is wrong with the draft, for the fields below. */
export function Problems({ of, children }: { of: readonly Problem[]; children: ReactNode }) {
  return <ProblemsContext value={of}>{children}</ProblemsContext>;
}

/** What is wrong at a place of the definition, or anywhere below it where `below` is set. */
export function useProblem(pointer: string, below = false): string | undefined {
  const all = useContext(ProblemsContext);
  return all.find((one) => one.pointer === pointer || (below && one.pointer.startsWith(`${pointer}/`)))?.message;
}

export function useProblemCount(pointer: string): number {
  return useContext(ProblemsContext).filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
    .length;
}
