/** One line for each step of a script, with the seconds it took. */

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const start = performance.now();
  try {
    const result = await work();
    printStep('✓', name, start);
    return result;
  } catch (error) {
    printStep('✗', name, start);
    throw error;
  }
}

/** @param {string} sign @param {string} name @param {number} start */
export function printStep(sign, name, start) {
  console.log(`${sign} ${name.padEnd(44)} ${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s`);
}
