/** Texts of the sign-in. */
export const signInWords = {
  title: "This server asks for a key",
  text: "Whoever runs it makes one with `baton keys create`. It is kept in this tab until it is closed.",
  key: "API key",
  go: "Sign in",
  page: "Sign in · Baton",
  who: "Signed in as {{who}}; sign out",
} as const;
