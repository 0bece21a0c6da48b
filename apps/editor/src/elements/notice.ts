import { createStore } from "zustand/vanilla";

/** One sentence about what could not be done; the next takes its place. */
export interface NoticeState {
  readonly notice: { readonly text: string; readonly number: number } | undefined;
}

export type Notices = ReturnType<typeof createNotices>;

export function createNotices() {
  const store = createStore<NoticeState>()(() => ({ notice: undefined }));
  return {
    store,
    tell: (text: string) => store.setState(({ notice }) => ({ notice: { text, number: (notice?.number ?? 0) + 1 } })),
    clear: () => store.setState({ notice: undefined }),
  };
}
