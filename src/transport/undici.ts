/**
 * The part of undici that is used, by name: a split bundle gives a dynamic `import('undici')` no named exports,
 * because undici is CommonJS.
 */
export { Client } from 'undici';
