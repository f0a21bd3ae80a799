import { el } from "../dom.js";

export const title = "Map";

export async function mount(root, live) {
  const list = el("ol");
  root.append(el("h1", { text: title, tabindex: "-1" }), list);
  const draw = (map) =>
    list.replaceChildren(
      ...map.parts.flatMap((part) =>
        part.stages.map((stage) => el("li", { text: `${stage.id} ${stage.passed ?? "-"}/${stage.total}` })),
      ),
    );
  draw(await live.get("/api/map"));
  return live.listen("map", draw);
}
