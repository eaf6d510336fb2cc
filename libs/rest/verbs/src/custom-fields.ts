// in: an object of a kind that users defined → out: it without what its schema does not know.
export { readCustom as pruneUnknown } from '@binnacle/kinds'
