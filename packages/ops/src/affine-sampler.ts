import * as tf from "@tensorflow/tfjs";

/**
 * Rows and columns of zeros around every image, so that the two neighbours of any clipped coordinate exist
 * and need no mask.
 */
const BORDER = 2;

/**
 * Where the pixels of the output are read from: corner indices into the flattened, bordered images, and the
 * fractions between them.
 */
interface Footprint {
  /** Flat index of the neighbour up and left of each source position, int32 [B · H · W]. */
  readonly corner: tf.Tensor1D;
  /** Fraction of the way to the next column [B · H · W, 1]. */
  readonly across: tf.Tensor2D;
  /** Fraction of the way to the next row [B · H · W, 1]. */
  readonly down: tf.Tensor2D;
}

/**
 * Bilinear resampling of images [B, H, W, C] at the positions of `parameters` [B, 6]; plain composition of
 * {@link affine}.
 */
export function sample(images: tf.Tensor4D, parameters: tf.Tensor2D): tf.Tensor4D {
  return tf.tidy(() => {
    const footprint = footprintOf(images.shape, parameters);
    return interpolate(neighbours(images, footprint.corner), footprint).clipByValue(0, 1).reshape(images.shape);
  });
}

/** Gradient of {@link sample} in the parameters, through the bilinear weights alone. [B, 6] */
export function sampleGradParameters(dy: tf.Tensor4D, images: tf.Tensor4D, parameters: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = images.shape;
    const footprint = footprintOf(images.shape, parameters);
    const { across, down } = footprint;
    const corners = neighbours(images, footprint.corner);
    const [a, b, c, d] = corners;
    const inside = withinRange(dy.reshape([-1, channels]), interpolate(corners, footprint));
    const perPixel = (slope: tf.Tensor): tf.Tensor3D => slope.mul(inside).sum(1).reshape([batch, height, width]);
    const du = perPixel(mix(b.sub(a), d.sub(c), down));
    const dv = perPixel(mix(c.sub(a), d.sub(b), across));
    const { x, y } = grid(height, width);
    // u = cx + cx·(a00·X + a01·Y + tx), v = cy + cy·(a10·X + a11·Y + ty), with X and Y in [−1, 1] and (cx,
    // cy) the centre.
    const moments = (gradient: tf.Tensor, half: number): tf.Tensor[] =>
      [gradient.mul(x), gradient.mul(y), gradient].map((term) => term.sum([1, 2]).mul(half));
    const [d00, d01, dtx] = moments(du, (width - 1) / 2) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [d10, d11, dty] = moments(dv, (height - 1) / 2) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const { shearX, shearY, scale, cos, sin } = columns(parameters);
    const e00 = cos.sub(sin.mul(shearX));
    const e01 = cos.mul(shearX).sub(sin);
    const e10 = sin.add(cos.mul(shearY));
    const e11 = cos.sub(sin.mul(shearY));
    const dShearX = scale.mul(cos.mul(d01).sub(sin.mul(d00)));
    const dShearY = scale.mul(cos.mul(d10).sub(sin.mul(d11)));
    const dScale = tf.addN([e00.mul(d00), e01.mul(d01), e10.mul(d10), e11.mul(d11)]);
    const dRotation = scale.mul(
      tf.addN([sin.add(cos.mul(shearX)).mul(d00).neg(), cos.add(sin.mul(shearX)).mul(d01).neg(), e11.mul(d10), e10.mul(d11).neg()]),
    );
    return tf.stack([dtx, dty, dShearX, dShearY, dScale, dRotation], 1) as tf.Tensor2D;
  });
}

/**
 * Gradient of {@link sample} in the images: every output pixel's share goes back to its four neighbours. [B,
 * H, W, C]
 */
export function sampleGradImages(dy: tf.Tensor4D, images: tf.Tensor4D, parameters: tf.Tensor2D): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = images.shape;
    const footprint = footprintOf(images.shape, parameters);
    const { across, down } = footprint;
    const values = interpolate(neighbours(images, footprint.corner), footprint);
    const right = withinRange(dy.reshape([-1, channels]), values).mul(across);
    const left = withinRange(dy.reshape([-1, channels]), values).sub(right);
    const shares = [left.sub(left.mul(down)), right.sub(right.mul(down)), left.mul(down), right.mul(down)];
    const indices = tf.concat(offsets(width).map((offset) => footprint.corner.add(tf.scalar(offset, "int32"))));
    const [rows, line] = [height + 2 * BORDER, width + 2 * BORDER];
    return tf
      .scatterND(indices.expandDims(1), tf.concat(shares), [batch * rows * line, channels])
      .reshape<tf.Tensor4D>([batch, rows, line, channels])
      .slice([0, BORDER, BORDER, 0], [batch, height, width, channels]);
  });
}

/** The gradient where the value was not clipped to [0, 1], else 0. */
function withinRange(dy: tf.Tensor, values: tf.Tensor): tf.Tensor {
  return dy.mul(values.greaterEqual(0).logicalAnd(values.lessEqual(1)).cast("float32"));
}

function columns(parameters: tf.Tensor2D): Record<"shiftX" | "shiftY" | "shearX" | "shearY" | "scale" | "cos" | "sin", tf.Tensor> {
  const [shiftX, shiftY, shearX, shearY, scale, rotation] = tf.unstack(parameters, 1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  return { shiftX, shiftY, shearX, shearY, scale, cos: rotation.cos(), sin: rotation.sin() };
}

/** Coordinates X [1, 1, W] and Y [1, H, 1] in [−1, 1], corner pixels at ±1; 0 along a side of one pixel. */
function grid(height: number, width: number): { readonly x: tf.Tensor; readonly y: tf.Tensor } {
  return { x: tf.tensor(coordinates(width), [1, 1, width]), y: tf.tensor(coordinates(height), [1, height, 1]) };
}

function coordinates(size: number): Float32Array {
  return distances(size).map((distance) => (2 * distance) / Math.max(1, size - 1));
}

/** Distance of every pixel along a side from the centre of the side, in pixels. */
function distances(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => i - (size - 1) / 2);
}

/** A number per image [B], to be combined with what is laid out over pixels [1, 1 | H, 1 | W]. */
function each(numbers: tf.Tensor): tf.Tensor3D {
  return numbers.reshape([-1, 1, 1]);
}

function footprintOf([batch, height, width]: tf.Tensor4D["shape"], parameters: tf.Tensor2D): Footprint {
  const { shiftX, shiftY, shearX, shearY, scale, cos, sin } = columns(parameters);
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const aspect = width > 1 && height > 1 ? cx / cy : 0;
  // Pixel distances from the centre, not X and Y, so that the identity reads every pixel at exactly its own
  // position. No matrix product: libraries round it differently with the number of rows, and the image of a
  // code must not depend on its batch.
  const x = tf.tensor2d(distances(width), [1, width]);
  const y = tf.tensor2d(distances(height), [height, 1]);
  const position = (alongX: tf.Tensor, alongY: tf.Tensor, start: tf.Tensor): tf.Tensor2D =>
    each(alongX)
      .mul(x)
      .add(each(alongY).mul(y).add(each(start)))
      .reshape([batch, height * width]);
  const u = position(scale.mul(cos.sub(sin.mul(shearX))), scale.mul(cos.mul(shearX).sub(sin)).mul(aspect), shiftX.mul(cx).add(cx));
  const v = position(
    scale.mul(sin.add(cos.mul(shearY))).mul(aspect === 0 ? 0 : 1 / aspect),
    scale.mul(cos.sub(sin.mul(shearY))),
    shiftY.mul(cy).add(cy),
  );
  return footprintAt(u.clipByValue(-BORDER, width), v.clipByValue(-BORDER, height), height, width);
}

/** The footprint of clipped positions u (along a row) and v (down the rows). [B, H · W] */
function footprintAt(u: tf.Tensor, v: tf.Tensor, height: number, width: number): Footprint {
  const [batch = 0] = u.shape;
  const [column, row] = [u.floor(), v.floor()];
  const [rows, line] = [height + 2 * BORDER, width + 2 * BORDER];
  const start = tf.range(0, batch, 1, "int32").mul(tf.scalar(rows * line, "int32"));
  const within = row
    .mul(line)
    .add(column)
    .add(BORDER * line + BORDER);
  const corner = within.cast("int32").add(start.expandDims(1));
  return { corner: corner.flatten(), across: u.sub(column).reshape([-1, 1]), down: v.sub(row).reshape([-1, 1]) };
}

/**
 * Distance in the flattened, bordered image from the corner to itself, its right, its lower and its lower
 * right neighbour.
 */
function offsets(width: number): readonly number[] {
  const line = width + 2 * BORDER;
  return [0, 1, line, line + 1];
}

type Corners = readonly [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

function neighbours(images: tf.Tensor4D, corner: tf.Tensor1D): Corners {
  const [, , width, channels] = images.shape;
  const border: [number, number] = [BORDER, BORDER];
  const flat = images.pad([[0, 0], border, border, [0, 0]]).reshape([-1, channels]);
  return offsets(width).map((offset) => flat.gather(corner.add(tf.scalar(offset, "int32")))) as unknown as Corners;
}

/** `from` + `share` · (`to` − `from`): equal ends give exactly that value, so a flat image stays flat. */
function mix(from: tf.Tensor, to: tf.Tensor, share: tf.Tensor): tf.Tensor {
  return from.add(to.sub(from).mul(share));
}

function interpolate([a, b, c, d]: Corners, { across, down }: Footprint): tf.Tensor {
  return mix(mix(a, b, across), mix(c, d, across), down);
}
