import type { Appearance } from "@baton/core";

/** Which background a drawing is for. */
export type Scheme = "light" | "dark";

/** The colours of one scheme, by what they mean. */
export interface Palette {
  readonly canvas: string;
  readonly surface: string;
  readonly text: string;
  readonly secondary: string;
  readonly hint: string;
  readonly nodeLine: string;
  readonly edge: string;
  readonly edgeMuted: string;
  readonly control: string;
  readonly chip: string;
  readonly families: Readonly<Record<Appearance["family"], { readonly solid: string; readonly tint: string; readonly text: string }>>;
}

/** The editor's design tokens, both schemes. */
export const palettes: Readonly<Record<Scheme, Palette>> = {
  light: {
    canvas: "#f5f6f8",
    surface: "#ffffff",
    text: "#1a1e25",
    secondary: "#454c59",
    hint: "#626a78",
    nodeLine: "#c6ccd6",
    edge: "#7d8694",
    edgeMuted: "#b6bdc8",
    control: "#868e9b",
    chip: "#eff1f5",
    families: {
      think: { solid: "#8557c8", tint: "#efe9fe", text: "#6e43aa" },
      act: { solid: "#0180a6", tint: "#dbf1fc", text: "#046988" },
      guard: { solid: "#a06604", tint: "#faead9", text: "#845302" },
      flow: { solid: "#545c6a", tint: "#e3e7ed", text: "#454c59" },
      elsewhere: { solid: "#b24981", tint: "#fee5f0", text: "#96366a" },
    },
  },
  dark: {
    canvas: "#0c0f14",
    surface: "#1a1c22",
    text: "#eceef2",
    secondary: "#bcc2cd",
    hint: "#949cab",
    nodeLine: "#44484f",
    edge: "#7a808d",
    edgeMuted: "#494d56",
    control: "#70757e",
    chip: "#24282f",
    families: {
      think: { solid: "#ad88ea", tint: "#392952", text: "#ceb5ff" },
      act: { solid: "#4babd2", tint: "#0f3848", text: "#8ecfec" },
      guard: { solid: "#ca924c", tint: "#442d10", text: "#e6bb8b" },
      flow: { solid: "#a5abb7", tint: "#31353e", text: "#bfc4cf" },
      elsewhere: { solid: "#d97caa", tint: "#4a2437", text: "#f3accd" },
    },
  },
};
