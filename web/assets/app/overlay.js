/* A canvas over the whole view that moves and scales with the map and is drawn anew when it rests. */
hatang.Overlay = L.Layer.extend({
  initialize: function (pane, draw) {
    this._paneName = pane;
    this._draw = draw;
    this.redraw = hatang.soon(this._reset.bind(this));
  },

  onAdd: function (map) {
    this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated");
    map.getPane(this._paneName).appendChild(this._canvas);
    map.on({ moveend: this._reset, zoom: this._reset, resize: this._reset }, this);
    map.on({ zoomanim: this._animate }, this);
    this._reset();
  },

  _reset: function () {
    var map = this._map;
    if (!map) return;
    var view = map.getSize();
    // A margin, so that a short pan does not run out of drawing.
    var margin = view.multiplyBy(0.2).round();
    var size = view.add(margin.multiplyBy(2));
    var corner = map.containerPointToLayerPoint(margin.multiplyBy(-1));
    var density = hatang.density;
    if (this._canvas.width !== size.x * density || this._canvas.height !== size.y * density) {
      this._canvas.width = size.x * density;
      this._canvas.height = size.y * density;
      this._canvas.style.width = size.x + "px";
      this._canvas.style.height = size.y + "px";
    }
    this._bounds = L.latLngBounds(
      map.layerPointToLatLng(corner),
      map.layerPointToLatLng(corner.add(size))
    );
    this._zoom = map.getZoom();
    L.DomUtil.setPosition(this._canvas, corner);
    var ctx = this._canvas.getContext("2d");
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this._canvas.width, this._canvas.height);
    // From here on the pen speaks layer points.
    ctx.setTransform(density, 0, 0, density, -corner.x * density, -corner.y * density);
    this._draw(ctx, L.bounds(corner, corner.add(size)));
  },

  _animate: function (event) {
    var scale = this._map.getZoomScale(event.zoom, this._zoom);
    var corner = this._map._latLngBoundsToNewLayerBounds(this._bounds, event.zoom, event.center).min;
    L.DomUtil.setTransform(this._canvas, corner, scale);
  },
});
