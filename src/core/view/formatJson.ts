import { buildJsonScanner, jsonStringValue } from '../exchange/jsonTokens';
import type { Redactor } from '../exchange/redaction';
import type { Span } from '../text/span';

/** JSON laid out for reading, and the same text as it came; both masked. */
export interface FormattedJson {
  readonly formatted: string;
  readonly raw: string;
  /** Where each of the given spans came to stand in `formatted`; `undefined` behind the cut. */
  readonly spans: readonly (Span | undefined)[];
  /** True when `formatted` ends before the text does. */
  readonly isCut: boolean;
  /** True when something stands where JSON has no place for it. */
  readonly isDamaged: boolean;
}

export interface JsonLayout {
  readonly redactor: Redactor;
  /** Insides of string tokens, in order: links to find again in the formatted text. */
  readonly spans: readonly Span[];
  /** Characters after which `formatted` ends. */
  readonly maximumLength: number;
}

/**
 * Indents by two and touches nothing else: numbers, duplicate keys, their order and whatever is not JSON stay as they
 * came. One pass over the tokens without recursion; indentation stops to grow at a depth nobody reads.
 */
export function formatJson(text: string, layout: JsonLayout): FormattedJson {
  const writer = new JsonWriter(text, layout);
  const scanner = buildJsonScanner(text);
  for (let kind = scanner.next(); kind !== undefined; kind = scanner.next()) {
    const token = text.slice(scanner.start(), scanner.end());
    switch (kind) {
      case 'open':
        writer.open(token);
        break;
      case 'close':
        writer.close(token);
        break;
      case 'colon':
        writer.colon(token);
        break;
      case 'comma':
        writer.comma(token);
        break;
      case 'string':
        writer.string(token, scanner.start(), scanner.closed());
        break;
      case 'number':
      case 'word':
        writer.scalar(token);
        break;
      case 'unknown':
        writer.unknown(token);
        break;
      case 'blank':
        writer.blank(token);
        break;
    }
    if (writer.isFull) break;
  }
  return writer.finish(scanner.end());
}

const deepestIndent = 40;
const indents: readonly string[] = Array.from({ length: deepestIndent + 1 }, (_, depth) => `\n${'  '.repeat(depth)}`);

/** Such a text may carry a token or a code in its parameters, whatever its member is called. */
const urlWithParameters = /^https?:(?:\\?\/){2}[^\s"]*[?#]/i;

/** What came before the next token, as far as the layout cares. */
type Before = 'start' | 'open' | 'comma' | 'colon' | 'value';

class JsonWriter {
  isFull = false;
  private isDamaged = false;
  private formatted = '';
  private raw = '';
  private readonly spans: (Span | undefined)[] = [];
  private before: Before = 'start';
  private sawBlank = false;
  /** One for each open container: true for an object. */
  private readonly objects: boolean[] = [];
  /** The key whose value comes next. */
  private key: string | undefined;
  /** Depth of an array whose strings are secret because of the key it stands under. */
  private hiddenDepth = -1;

  constructor(
    private readonly text: string,
    private readonly layout: JsonLayout,
  ) {}

  open(token: string): void {
    this.startValue();
    const isArray = token === '[';
    if (isArray && this.hiddenDepth < 0 && this.hidesValue()) this.hiddenDepth = this.objects.length + 1;
    this.write(token, token);
    this.objects.push(!isArray);
    this.key = undefined;
    this.before = 'open';
  }

  close(token: string): void {
    if (this.hiddenDepth === this.objects.length) this.hiddenDepth = -1;
    this.objects.pop();
    if (this.before !== 'open' && this.before !== 'start') this.breakLine();
    this.write(token, token);
    this.before = 'value';
    this.key = undefined;
  }

  colon(token: string): void {
    this.write(`${token} `, token);
    this.before = 'colon';
  }

  comma(token: string): void {
    this.write(token, token);
    this.before = 'comma';
    this.key = undefined;
  }

  string(token: string, start: number, closed: boolean): void {
    const isKey = this.objects.at(-1) === true && this.before !== 'colon';
    this.startValue();
    const content = closed ? token.slice(1, -1) : token.slice(1);
    const hides = !isKey && content !== '' && (this.hidesValue() || this.hiddenDepth === this.objects.length);
    const isLink = this.layout.spans[this.spans.length]?.start === start + 1;
    const shown = hides ? this.layout.redactor.hide(content) : this.maskString(content, isKey, isLink);
    if (isKey) this.key = jsonStringValue(token);
    const at = this.formatted.length + 1;
    const masked = shown === content ? token : `"${shown}${closed ? '"' : ''}`;
    this.write(masked, masked);
    if (isLink) this.spans.push({ start: at, end: at + shown.length });
    this.before = 'value';
  }

  scalar(token: string): void {
    this.startValue();
    if (!/^(?:true|false|null|[-+.\deE]+)$/.test(token)) this.isDamaged = true;
    const hides = /^[-\d]/.test(token) && (this.hidesValue() || this.hiddenDepth === this.objects.length);
    const shown = hides ? this.layout.redactor.hide(token) : this.layout.redactor.value(token);
    // Quotes keep the text JSON.
    const masked = shown === token ? token : `"${shown}"`;
    this.write(masked, masked);
    this.before = 'value';
  }

  unknown(token: string): void {
    this.isDamaged = true;
    if (this.before === 'value' && this.sawBlank) this.write(' ', '');
    const shown = this.layout.redactor.text(token);
    this.write(shown, shown);
    this.before = 'value';
  }

  blank(token: string): void {
    this.raw += token;
    this.sawBlank = true;
  }

  finish(end: number): FormattedJson {
    const spans = this.layout.spans.map((_, index) => this.spans[index]);
    return {
      formatted: this.formatted,
      raw: this.raw,
      spans,
      isCut: this.isFull && end < this.text.length,
      isDamaged: this.isDamaged,
    };
  }

  private maskString(content: string, isKey: boolean, isLink: boolean): string {
    const { redactor } = this.layout;
    if (isKey) return redactor.text(content);
    return isLink || urlWithParameters.test(content) ? redactor.url(content) : redactor.value(content);
  }

  private hidesValue(): boolean {
    return this.before === 'colon' && this.key !== undefined && this.layout.redactor.hidesMember(this.key);
  }

  /** The layout before a value or key: a new line inside containers, a blank between things that have none. */
  private startValue(): void {
    switch (this.before) {
      case 'open':
      case 'comma':
        this.breakLine();
        break;
      case 'value':
        // Not JSON, or several texts in a row: what stood apart stays apart.
        this.isDamaged = true;
        if (this.objects.length === 0) this.breakLine();
        else if (this.sawBlank) this.write(' ', '');
        break;
      case 'start':
      case 'colon':
        break;
    }
  }

  private breakLine(): void {
    this.formatted += indents[Math.min(this.objects.length, deepestIndent)] ?? '';
  }

  private write(formatted: string, raw: string): void {
    this.formatted += formatted;
    this.raw += raw;
    this.sawBlank = false;
    if (this.formatted.length > this.layout.maximumLength) this.isFull = true;
  }
}
