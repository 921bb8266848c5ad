export function isPresent(program: string): boolean;
export function missingForInterop(programs?: string[]): string[];
