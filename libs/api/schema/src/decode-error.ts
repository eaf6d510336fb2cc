// in: what cannot be decoded → out: the error that says so, in the words of Go's decoder. Never: a Status.

/** The caller puts it into the 400 that names the kind. */
export class DecodeError extends Error {}
