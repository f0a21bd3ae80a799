// A drawn digit as the data sets have theirs: pure functions of strokes.
//
// A stroke is a list of points [x, y, width], x to the right and y down, in any unit; width is 1
// for an ordinary line. Images are lists of numbers from 0 (background) to 1, row by row.

const BOX_28 = 20;
const RADIUS_28 = 1.25;
const RADIUS_32 = 2.2;
const WIDEST_32 = 24;

// MNIST's: in a box of 20 x 20 by its aspect, its centre of mass in the middle of 28 x 28.
export function imageOf28(strokes) {
  const bounds = boundsOf(strokes);
  if (!bounds) return new Array(784).fill(0);
  const room = BOX_28 - 2 * RADIUS_28;
  const scale = room / Math.max(bounds.width, bounds.height, 1e-9);
  const placed = place(strokes, bounds, Math.min(scale, 1e6), Math.min(scale, 1e6), 14);
  const first = coverage(placed, 28, RADIUS_28);
  const [x, y] = centreOfMass(first, 28);
  return coverage(moved(placed, 14 - x, 14 - y), 28, RADIUS_28);
}

// The 8 x 8 digits': a black and white drawing of 32 x 32, as high as that and at most 24 wide,
// of which each pixel counts a block of 4 x 4.
export function imageOf8(strokes) {
  const bounds = boundsOf(strokes);
  if (!bounds) return new Array(64).fill(0);
  const wide = (WIDEST_32 - 2 * RADIUS_32) / Math.max(bounds.width, 1e-9);
  const high = Math.min((32 - 2 * RADIUS_32) / Math.max(bounds.height, 1e-9), 2 * wide, 1e6);
  const placed = place(strokes, bounds, Math.min(wide, high), high, 16);
  const ink = coverage(placed, 32, RADIUS_32).map((part) => (part >= 0.5 ? 1 : 0));
  const counts = new Array(64).fill(0);
  ink.forEach((on, i) => {
    counts[8 * (Math.floor(i / 32) >> 2) + ((i % 32) >> 2)] += on / 16;
  });
  return counts;
}

export function boundsOf(strokes) {
  const points = strokes.flat();
  if (!points.length) return null;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return {
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    width: right - left,
    height: bottom - top,
  };
}

// Where the ink is, on the average: [x, y] in pixels, the middle of the first one being 0.5.
export function centreOfMass(image, side) {
  let mass = 0;
  let x = 0;
  let y = 0;
  image.forEach((ink, i) => {
    mass += ink;
    x += ink * ((i % side) + 0.5);
    y += ink * (Math.floor(i / side) + 0.5);
  });
  return mass ? [x / mass, y / mass] : [side / 2, side / 2];
}

// How much of each pixel lies under lines of this radius, times their width.
export function coverage(strokes, side, radius) {
  const image = new Array(side * side).fill(0);
  for (const stroke of strokes) {
    stroke.forEach((to, i) => cover(image, side, stroke[Math.max(i - 1, 0)], to, radius));
  }
  return image;
}

function cover(image, side, [ax, ay, aw], [bx, by, bw], radius) {
  const reach = radius * Math.max(aw, bw) + 1;
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const within = (value) => Math.min(Math.max(value, 0), side - 1);
  const rows = [within(Math.floor(Math.min(ay, by) - reach)), within(Math.ceil(Math.max(ay, by) + reach))];
  const columns = [within(Math.floor(Math.min(ax, bx) - reach)), within(Math.ceil(Math.max(ax, bx) + reach))];
  for (let row = rows[0]; row <= rows[1]; row += 1) {
    for (let column = columns[0]; column <= columns[1]; column += 1) {
      const [x, y] = [column + 0.5, row + 0.5];
      const along = length ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
      const part = Math.min(Math.max(along, 0), 1);
      const away = Math.hypot(x - ax - part * dx, y - ay - part * dy);
      const ink = radius * (aw + part * (bw - aw)) + 0.5 - away;
      const at = row * side + column;
      image[at] = Math.max(image[at], Math.min(Math.max(ink, 0), 1));
    }
  }
}

function place(strokes, bounds, scaleX, scaleY, middle) {
  return strokes.map((stroke) =>
    stroke.map(([x, y, width]) => [
      middle + scaleX * (x - bounds.x),
      middle + scaleY * (y - bounds.y),
      width,
    ]),
  );
}

function moved(strokes, right, down) {
  return strokes.map((stroke) => stroke.map(([x, y, width]) => [x + right, y + down, width]));
}
