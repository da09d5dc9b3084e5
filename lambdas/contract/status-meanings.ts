/** By HTTP status. */
export type StatusMeanings = Readonly<Record<number, StatusMeaning>>;

/**
 * - `done`: a success, whatever the number says
 * - `busy`: refused before anything was done; comes again later
 * - `unclear`: it may have acted
 * - `rejected`: a definite no; the same request will never do
 * - `unauthorized`: the credential is not accepted
 * - `forbidden`: the credential is fine, but not for this
 */
export type StatusMeaning = 'done' | 'busy' | 'unclear' | 'rejected' | 'unauthorized' | 'forbidden';
