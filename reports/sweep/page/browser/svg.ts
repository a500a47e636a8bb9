/** Elements of a picture; their colours are the style sheet's, so that both themes and paper have them at once. */
type Attributes = Readonly<Record<string, string | number>>;

export function svg(tag: string, attributes: Attributes, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, typeof value === 'number' ? String(Math.round(value * 10) / 10) : value);
  }
  if (text !== '') made.textContent = text;
  return made;
}

/** Of so many units, as wide as its place. */
export function picture(width: number, height: number, label: string): SVGElement {
  return svg('svg', { class: 'picture', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label });
}

/** A sign for each line, so that colours are not all that tells them apart. */
export const signs = ['●', '■', '▲', '◆', '▼', '✚'] as const;

/** The same as a shape around a point. */
export function signAt(which: number, x: number, y: number, size: number, className: string): SVGElement {
  const corners = (points: readonly (readonly [number, number])[]) =>
    svg('polygon', {
      class: className,
      points: points.map(([dx, dy]) => `${(x + dx * size).toFixed(1)},${(y + dy * size).toFixed(1)}`).join(' '),
    });
  switch (which % signs.length) {
    case 0:
      return svg('circle', { class: className, cx: x, cy: y, r: size });
    case 1:
      return corners([
        [-0.9, -0.9],
        [0.9, -0.9],
        [0.9, 0.9],
        [-0.9, 0.9],
      ]);
    case 2:
      return corners([
        [0, -1.2],
        [1.1, 0.9],
        [-1.1, 0.9],
      ]);
    case 3:
      return corners([
        [0, -1.3],
        [1.3, 0],
        [0, 1.3],
        [-1.3, 0],
      ]);
    case 4:
      return corners([
        [0, 1.2],
        [1.1, -0.9],
        [-1.1, -0.9],
      ]);
    default:
      return corners([
        ...([
          [-0.4, -1.2],
          [0.4, -1.2],
          [0.4, -0.4],
          [1.2, -0.4],
          [1.2, 0.4],
          [0.4, 0.4],
        ] as const),
        ...([
          [0.4, 1.2],
          [-0.4, 1.2],
          [-0.4, 0.4],
          [-1.2, 0.4],
          [-1.2, -0.4],
          [-0.4, -0.4],
        ] as const),
      ]);
  }
}
