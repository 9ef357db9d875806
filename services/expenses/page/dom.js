// Builds elements. Text always goes in as text nodes: nothing that comes from outside is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(path, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

export const PATHS = {
  chevron: "M6 9l6 6 6-6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6",
  hands: "M4 10h16M4 10l3-5h10l3 5v9H4zM9 14h6",
  leave: "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9",
  link: "M9 7H6v11h11v-3M12 5h7v7M19 5l-8 8",
  pulse: "M3 13h5l2-6 4 11 2-5h5",
};

export function place(parent, ...children) {
  parent.replaceChildren(...children.flat().filter(Boolean));
}
