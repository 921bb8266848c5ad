export function makeServerFolder(within?: string): string;
export function endLeftovers(within?: string): Promise<number>;
