/** Texts of parts that stand on every page. */
export const elementsWords = { close: "Close", retry: "Try again", more: "More" } as const;
