/** Tells whether a media type is JSON: `…/json`, or any with the suffix `+json` (RFC 6839, 3.1), whatever its parameters. */
export function isJsonMediaType(mediaType: string): boolean {
  return /^[^/]+\/(?:.+\+)?json$/.test(mediaTypeEssence(mediaType));
}

/** Gives the media type with which events come: the first that is JSON among those of a body. */
export function jsonMediaType(mediaTypes: readonly string[]): string {
  return mediaTypes.find(isJsonMediaType) ?? 'application/json';
}

/** Gives a media type without its parameters, in lower case (RFC 9110, 8.3.1). */
export function mediaTypeEssence(mediaType: string): string {
  const end = mediaType.indexOf(';');
  return (end < 0 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase();
}

/** Gives the one spelling of a media type, for comparison. That JSON comes in UTF-8 needs no saying (RFC 8259, 8.1). */
export function canonicalMediaType(mediaType: string): string {
  const plain = mediaType.toLowerCase().replaceAll(' ', '');
  return isJsonMediaType(plain) ? plain.replace(/;charset="?utf-?8"?(?=;|$)/, '') : plain;
}
