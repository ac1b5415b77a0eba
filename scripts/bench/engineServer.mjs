import { createServer } from 'node:http';

/** Answers `/<octets>` with so many, on a loopback address; prints its port. */
const piece = Buffer.alloc(1024 * 1024, '{"id":"0123456789"},');
const server = createServer((request, response) => {
  const size = Number.parseInt(request.url.slice(1), 10);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': size });
  let left = size;
  const write = () => {
    while (left > 0) {
      const part = piece.subarray(0, Math.min(left, piece.length));
      left -= part.length;
      if (!response.write(part) && left > 0) {
        response.once('drain', write);
        return;
      }
    }
    response.end();
  };
  write();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
