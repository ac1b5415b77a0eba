/** A browser without a window: follows redirects with its cookies, and fills the forms of a sign-in page. */
export async function signInByForms(
  start: string,
  isEnd: (url: URL) => boolean,
  fields: Readonly<Record<string, string>> = {},
): Promise<URL | string> {
  const cookies = new Map<string, string>();
  let next: { readonly url: string; readonly form?: URLSearchParams } = { url: start };
  for (let step = 0; step < 20; step++) {
    const url = new URL(next.url);
    if (isEnd(url)) return url;
    const response = await fetch(url, {
      method: next.form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form && { body: next.form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const page = await response.text();
    if (location !== null) {
      next = { url: new URL(location, url).href };
      continue;
    }
    const form = readForm(page, url, fields);
    if (!form) return page;
    next = form;
  }
  throw new Error('The sign-in goes round in circles.');
}

function readForm(page: string, base: URL, fields: Readonly<Record<string, string>>) {
  const [, head = '', body = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(page) ?? [];
  const action = /action="([^"]*)"/.exec(head)?.[1];
  if (action === undefined) return undefined;
  const form = new URLSearchParams();
  for (const [, input = ''] of body.matchAll(/<(?:input|button)([^>]*)>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name === undefined || name === 'abort') continue;
    form.set(name, fields[name] ?? /value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  return { url: new URL(action.replaceAll('&amp;', '&'), base).href, form };
}
