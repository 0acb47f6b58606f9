import { GetObjectCommand, NoSuchKey, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { FileGoneError, type FileReference, type FileSource } from "../domain/item-file.js";

/** Files in S3. Made once, outside the handler. A bucket with `.` or a local AWS is reached by path. */
export class S3FileSource implements FileSource {
  readonly #client = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });

  async read({ bucket, key }: FileReference): Promise<AsyncIterable<Uint8Array>> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body === undefined) throw new FileGoneError(`${bucket}/${key} has no content`);
      return Body as unknown as AsyncIterable<Uint8Array>;
    } catch (error) {
      if (error instanceof NoSuchKey || (error instanceof S3ServiceException && error.name === "NotFound")) {
        throw new FileGoneError(`${bucket}/${key} is gone`, { cause: error });
      }
      throw error;
    }
  }
}
