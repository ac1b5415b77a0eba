/** `30`, `30 s`, `500 ms`, `2m` as milliseconds, at most a day; a number alone means seconds. `undefined` for all else. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m)?$/.exec(text.trim());
  const amount = Number(match?.[1] ?? 0);
  if (!match || amount <= 0) return undefined;
  const [, , unit = 's'] = match;
  const milliseconds = amount * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
  return Math.min(Math.max(1, Math.round(milliseconds)), LONGEST);
}

/** A day; a timer cannot wait for more than 24 of them. */
const LONGEST = 86_400_000;
