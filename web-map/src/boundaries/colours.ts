/** The colours of an inspection: those of its report, legible to who sees no red or green. */

export const INSPECTION_COLOUR = {
  line: "#1a1a1a",
  left: "#0b62a4",
  right: "#b35900",
  both: "#2e7d32",
  not_walked: "#d7191c",
  unknown: "#777777",
} as const;
