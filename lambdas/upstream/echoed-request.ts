/** Minimum length of request text that counts as an echo. */
const shortestEcho = 24;

/** Quantifiers such as `{1,64}` bound the work for text without any `@`. */
const emailAddress = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

/**
 * Removes email addresses and repeated parts of the request, complete or cut, plain or inside a JSON string, from an
 * upstream's response: an error text is stored in more places than its event.
 */
export function withoutEcho(answer: string, request: Buffer | undefined): string {
  const body = request?.toString('utf8', 0, 2 * answer.length) ?? '';
  const escaped = JSON.stringify(body).slice(1, -1);
  const text = replaced(body === escaped ? answer : replaced(answer, escaped), body);
  return text.replace(emailAddress, '[email]');
}

function replaced(text: string, echoed: string): string {
  if (echoed.length < shortestEcho) return text;
  const start = echoed.slice(0, shortestEcho);
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(start); at !== -1; at = text.indexOf(start, from)) {
    let length = start.length;
    while (length < echoed.length && text[at + length] === echoed[length]) length += 1;
    parts.push(text.slice(from, at), '[request]');
    from = at + length;
  }
  return parts.join('') + text.slice(from);
}
