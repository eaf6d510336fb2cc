// in: a sentence → out: a mistake of the person who started the program; it is shown without a stack.

export class UsageError extends Error {}
