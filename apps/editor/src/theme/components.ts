import { ActionIcon, Button, Input, Menu, Modal, TextInput, Tooltip } from "@mantine/core";

/** Mantine's components in the design's sizes: 30 px controls, 24 px small ones. */
export const components = {
  Button: Button.extend({
    defaultProps: { variant: "default", size: "sm" },
    vars: (_theme, { size }) => ({
      root:
        size === "sm"
          ? { "--button-height": "30px", "--button-padding-x": "11px", "--button-fz": "13px" }
          : size === "compact-sm"
            ? { "--button-height": "24px", "--button-padding-x": "8px", "--button-fz": "12px" }
            : {},
    }),
    styles: { root: { fontWeight: 500 } },
  }),
  ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
  TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
  InputWrapper: Input.Wrapper.extend({
    styles: { label: { fontSize: "var(--b-fs-2)", fontWeight: 500, color: "var(--b-text-2)", marginBottom: 4 }, error: { fontSize: "var(--b-fs-1)" } },
  }),
  Input: Input.extend({ styles: { input: { fontSize: "var(--b-fs-3)", borderColor: "var(--b-line-2)", background: "var(--b-surface)" } } }),
  Menu: Menu.extend({ defaultProps: { shadow: "md", radius: "md" } }),
  Modal: Modal.extend({ defaultProps: { radius: "xl", centered: true } }),
  Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400 } }),
};
