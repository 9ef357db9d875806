// Reads QR codes: from the camera, picture after picture, or from a scanner that types.
import { decodeQR } from "../vendor/qr/decode.js";
import { meant } from "./layout.js";

const PAUSE_MS = 60;
const WIDTH = { ideal: 1280 };

export class Camera {
  // `found` is called with the text of a card's QR; the camera then stops.
  constructor(video, found) {
    this.video = video;
    this.found = found;
    this.canvas = document.createElement("canvas");
    this.stream = null;
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: WIDTH } });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  look() {
    if (!this.stream) return;
    const text = this.read();
    if (text !== null) {
      this.stop();
      this.found(text);
    } else setTimeout(() => this.look(), PAUSE_MS);
  }

  read() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || !height) return null;
    this.canvas.width = width;
    this.canvas.height = height;
    const pen = this.canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(this.video, 0, 0);
    try {
      return meant(decodeQR(pen.getImageData(0, 0, width, height)));
    } catch {
      return null; // no code in this picture
    }
  }
}

// A field that a scanner types into: read when it ends with Enter.
export function typed(field, found) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const text = meant(field.value);
    field.value = "";
    found(text);
  });
}
