import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { literalTemplate, parseTemplate, templateLiteral, templateSource } from '../../src/core/text/template';

test('placeholders and text', () => {
  check('', []);
  check('text', ['text']);
  check('{{a}}', ['<a>']);
  check('x{{ a.b }}y{{$randomInt 1 2}}', ['x', '<a.b>', 'y', '<$randomInt 1 2>']);
  check('{{}}', ['<>']);
  check('{{  }}', ['<>']);
});

test('braces that are no placeholder stay text', () => {
  check('{{a', ['{{a']);
  check('a}}', ['a}}']);
  check('{{a}', ['{{a}']);
  check('{{a\n}}', ['{{a\n}}']);
  check('{{a\r}}', ['{{a\r}}']);
  check('{{ {b} }}', ['{{ {b} }}']);
  check('{a}', ['{a}']);
});

test('the innermost braces count', () => {
  check('{{{a}}}', ['{', '<a>', '}']);
  check('{{{{a}}', ['{{', '<a>']);
  check('{{a{{b}}', ['{{a', '<b>']);
});

test('escaped braces are text', () => {
  check('\\{\\{a\\}\\}', ['{{a}}']);
  check('x\\{\\{a\\}\\}{{b}}', ['x', '{{a}}', '<b>']);
  check('\\{\\{\\}\\}', ['{{}}']);
  check('\\{\\{a', ['\\{\\{a']);
  check('\\{\\{a}}', ['\\{\\{a}}']);
  check('\\{{a}}', ['\\', '<a>']);
});

test('percent-encoded braces count where they are asked for', () => {
  check('x%7B%7Ba_b%7D%7D', ['x%7B%7Ba_b%7D%7D']);
  check('x%7B%7Ba_b%7D%7D', ['x', '<a_b or %7B%7Ba_b%7D%7D>'], true);
  check('%7b%7bA%7d%7D&', ['<A or %7b%7bA%7d%7D>', '&'], true);
  check('%7B%7B%7D%7D', ['%7B%7B%7D%7D'], true);
  check('%7B%7Ba%7D', ['%7B%7Ba%7D'], true);
  check('%7B{{a}}', ['%7B', '<a>'], true);
});

test('only the span is read', () => {
  const template = parseTemplate('{{a}}{{b}}', { start: 1, end: 9 });
  assert.equal(templateLiteral(template), '{a}}{{b}');
});

test('a value from outside is never read as a placeholder', () => {
  assert.equal(templateLiteral(literalTemplate('{{a}}')), '{{a}}');
  assert.deepEqual(literalTemplate('').parts, []);
});

test('parts cover the span and print back what was written', () => {
  const texts = fc
    .array(fc.constantFrom('{', '}', '{{', '}}', 'a', ' ', '\n', '%7B', '%7D', '$x'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const template = parseTemplate(text, { start: 0, end: text.length }, { percentEncodedBraces: true });
      let offset = 0;
      for (const part of template.parts) {
        assert.equal(part.span.start, offset);
        offset = part.span.end;
      }
      assert.equal(offset, text.length);
      // Blanks inside the braces are the one thing that is not kept.
      assert.equal(templateSource(template).replaceAll(' ', ''), text.replaceAll(' ', ''));
    }),
  );
});

function check(text: string, expected: readonly string[], percentEncodedBraces = false): void {
  const template = parseTemplate(text, { start: 0, end: text.length }, { percentEncodedBraces });
  const parts = template.parts.map((part) => {
    if (part.kind === 'literal') return part.text;
    assert.equal(part.expression.text, text.slice(part.expression.span.start, part.expression.span.end));
    return `<${part.expression.text}${part.literal === undefined ? '' : ` or ${part.literal}`}>`;
  });
  assert.deepEqual(parts, expected);
}
