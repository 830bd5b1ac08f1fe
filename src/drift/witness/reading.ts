/**
 * Says how unions are read: by the letter, where nothing but what a validator sees chooses, or as they are meant, where
 * discriminators and names choose. What fits two of `oneOf` is refused either way, and by `any` it is not.
 */
export type UnionReading = 'letter' | 'meaning' | 'any';
