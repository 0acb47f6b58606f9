// The peer of the DynamoDB figures, as its own process: dynalite on a LevelDB in a folder. Prints its port once it listens.
import dynalite from "dynalite";

const [folder] = process.argv.slice(2);
const server = dynalite({ path: folder, createTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
