/**
 * A reporter for `node --test` that counts tests: one line of JSON at the end. A test that fails only because a test
 * inside it failed is not counted twice; a suite is not a test.
 */
export default async function* countingReporter(source) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    if (data.skip !== undefined || data.todo !== undefined) count.skipped += 1;
    else if (type === 'test:pass') count.passed += 1;
    else if (data.details?.error?.failureType !== 'subtestsFailed') count.failed += 1;
  }
  yield `${JSON.stringify(count)}\n`;
}
