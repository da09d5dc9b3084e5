/**
 * The media type of a Content-Type header in lower case, without parameters: `application/json`. If the header was
 * sent more than once, the first one. Empty if there is none.
 */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

/** `application/json`, its aliases, and every type built on it (`application/vnd.api+json`). */
export function isJsonType(mediaType: string): boolean {
  return jsonTypes.includes(mediaType) || mediaType.endsWith('+json');
}

export function isFormType(mediaType: string): boolean {
  return mediaType === 'application/x-www-form-urlencoded';
}

/** A page for people, whatever was asked for. */
export function isHtmlType(mediaType: string): boolean {
  return mediaType === 'text/html' || mediaType === 'application/xhtml+xml';
}

const jsonTypes = ['application/json', 'text/json', 'application/x-json'];
