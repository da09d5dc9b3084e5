/** As much of a request as has to come back before it counts as an echo. */
const shortestEcho = 24;

/** `{1,64}` and the like bound the work for text without any `@`. */
const emailAddress = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

/**
 * Removes from an upstream's answer what it repeats of the request, whole or cut, plain or inside a JSON
 * string, and email addresses: an error text travels further than the event that it belongs to.
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
