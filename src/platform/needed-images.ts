import type { ImageKey, Resource } from "./resource.js";

/**
 * The images that the resources (and Node services) run from, and whether another one, or a build, takes the place of one
 * that cannot be had.
 */
export function neededImages(resources: readonly Resource[]): ReadonlyMap<ImageKey, boolean> {
  const wishes = new Map<ImageKey, boolean>();
  for (const { images } of resources) {
    for (const wish of images) {
      // What has another image behind it, or is built from the Node image, needs not be had.
      if ("key" in wish) wishes.set(wish.key, images.length > 1);
      else if (!wishes.has("node")) wishes.set("node", false);
    }
  }
  return wishes;
}
