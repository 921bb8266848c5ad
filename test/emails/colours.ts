/** 0 to 255 each. */
export type Colour = [red: number, green: number, blue: number];

/** WCAG 2.2's contrast ratio, 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [bright, dim] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Every part turned around, as a screen in negative. */
export function negative([red, green, blue]: Colour): Colour {
  return [255 - red, 255 - green, 255 - blue];
}

/** Light made dark and dark light with the hue kept, as Outlook and Gmail on a phone do it. */
export function turned(colour: Colour): Colour {
  const shift = 255 - Math.max(...colour) - Math.min(...colour);
  return colour.map((part) => part + shift) as Colour;
}

/** `rgb(31, 35, 40)` or `#1f2328`, as browsers and style sheets say it. */
export function readColour(text: string): Colour {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text);
  if (hex) return hex.slice(1).map((part) => Number.parseInt(part, 16)) as Colour;
  return (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Colour;
}
