/** More resources than a person tries out, few enough for memory: the bound of every collection. */
export const maximumResources = 10_000;

/** Environments of a trial organization, the worker's own one included. */
export const maximumEnvironments = 5;

/** The largest request body that is read. */
export const maximumBodyBytes = 1024 * 1024;

/** What all stored CREST resources may take together, as JSON text. */
export const maximumStoredBytes = 64 * 1024 * 1024;
