export function isPresent(program: 'dovecot' | 'postfix'): boolean;
/** A sentence for each thing that the tests need and this machine lacks. */
export function missingForInterop(): string[];
