/** Calendar fields at an instant, as seen `offset` minutes ahead of UTC. */
interface DateFields {
  readonly date: Date;
  readonly offset: number;
}

/**
 * Day.js tokens (`YYYY-MM-DD HH:mm:ss.SSS Z`), English names; `[text]` stands for itself. `offset` is minutes ahead of
 * UTC.
 */
export function formatDate(milliseconds: number, format: string, offset: number): string {
  const fields = { date: new Date(milliseconds + offset * 60_000), offset };
  return format.replace(
    /\[([^\]]*)\]|Y{2}(?:Y{2})?|M{1,4}|D{1,2}|d{1,4}|H{1,2}|h{1,2}|a|A|m{1,2}|s{1,2}|SSS|Z{1,2}/g,
    (token, escaped: string | undefined) => escaped ?? formatToken(token, fields),
  );
}

/** `Tue, 01 Jan 2030 00:00:00 GMT`, or with the offset in place of `GMT`. */
export function formatRfc1123(milliseconds: number, offset: number | undefined): string {
  const format = 'ddd, DD MMM YYYY HH:mm:ss';
  return offset === undefined
    ? formatDate(milliseconds, `${format} [GMT]`, 0)
    : formatDate(milliseconds, `${format} ZZ`, offset);
}

/** `2030-01-01T00:00:00.000Z`, or with the offset in place of `Z`. */
export function formatIso8601(milliseconds: number, offset: number | undefined): string {
  const format = 'YYYY-MM-DDTHH:mm:ss.SSS';
  return offset === undefined
    ? formatDate(milliseconds, `${format}[Z]`, 0)
    : formatDate(milliseconds, `${format}Z`, offset);
}

/** .NET tokens as Day.js ones, where they occur and Day.js ones do not: `yyyy-MM-dd`. `undefined` for all else. */
export function fromDotNetFormat(format: string): string | undefined {
  if (!/yyyy|\bdd\b|(?<![A-Za-z])yy(?![A-Za-z])/.test(format) || /[YD]/.test(format)) return undefined;
  return format
    .replace(/'([^']*)'/g, '[$1]')
    .replace(/\[[^\]]*\]|y{4}|yy|dddd|ddd|dd|d|f{1,7}|tt|zzz|K/g, (token) => DOT_NET_TOKENS[token] ?? token);
}

/** Moves an instant by whole units; months and years keep the day where the month has it, else take its last one. */
export function shiftDate(milliseconds: number, amount: number, unit: string): number | undefined {
  const fixed = UNIT_MILLISECONDS[unit];
  if (fixed !== undefined) return milliseconds + amount * fixed;
  const months = UNIT_MONTHS[unit];
  if (months === undefined) return undefined;
  const date = new Date(milliseconds);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + Math.trunc(amount * months));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

function formatToken(token: string, { date, offset }: DateFields): string {
  switch (token[0]) {
    case 'Y':
      return token.length === 2 ? pad(date.getUTCFullYear() % 100, 2) : pad(date.getUTCFullYear(), 4);
    case 'M':
      return token.length > 2
        ? name(MONTHS, date.getUTCMonth(), token.length)
        : pad(date.getUTCMonth() + 1, token.length);
    case 'D':
      return pad(date.getUTCDate(), token.length);
    case 'd': {
      if (token.length === 1) return String(date.getUTCDay());
      const day = DAYS[date.getUTCDay()] ?? '';
      return token.length === 4 ? day : day.slice(0, token.length);
    }
    case 'H':
      return pad(date.getUTCHours(), token.length);
    case 'h':
      return pad(date.getUTCHours() % 12 || 12, token.length);
    case 'a':
      return date.getUTCHours() < 12 ? 'am' : 'pm';
    case 'A':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'm':
      return pad(date.getUTCMinutes(), token.length);
    case 's':
      return pad(date.getUTCSeconds(), token.length);
    case 'S':
      return pad(date.getUTCMilliseconds(), 3);
    case 'Z':
      return formatOffset(offset, token.length === 1 ? ':' : '');
    default:
      return token;
  }
}

function formatOffset(offset: number, separator: string): string {
  const minutes = Math.abs(Math.round(offset));
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`;
}

function name(names: readonly string[], index: number, length: number): string {
  const whole = names[index] ?? '';
  return length === 4 ? whole : whole.slice(0, 3);
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const UNIT_MONTHS: Readonly<Record<string, number>> = { M: 1, Q: 3, y: 12 };

const DOT_NET_TOKENS: Readonly<Record<string, string>> = {
  yyyy: 'YYYY',
  yy: 'YY',
  dd: 'DD',
  d: 'D',
  f: 'SSS',
  ff: 'SSS',
  fff: 'SSS',
  ffff: 'SSS0',
  fffff: 'SSS00',
  ffffff: 'SSS000',
  fffffff: 'SSS0000',
  tt: 'A',
  zzz: 'Z',
  K: 'Z',
};
