/** What JSON can hold. A property that is `undefined` counts as absent. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };
