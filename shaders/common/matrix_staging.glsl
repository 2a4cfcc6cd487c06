// Tiles of x and of the weight on their way to shared memory: tile_m x depth and depth x tile_n a step, in chunks of 16 bytes. One chunk
// behind each row keeps rows in different banks. While a step is computed the next one's chunks are loaded to registers. Needs chunks.glsl,
// tile_m, tile_n, depth, and `threads` that divides both tiles.
const uint x_pitch = depth / in_chunk + 1, w_pitch = tile_n / in_chunk + 1;
const uint x_chunks = tile_m * x_pitch, w_chunks = depth * w_pitch;
shared uvec4 staged[x_chunks + w_chunks > shared_chunks ? x_chunks + w_chunks : shared_chunks];

const uint x_each = tile_m * (depth / in_chunk) / threads, w_each = depth * (tile_n / in_chunk) / threads;  // chunks of an invocation
uvec4 x_next[x_each], w_next[w_each];
Window windows[x_each];
uint next_tap_y, next_tap_x, next_channel;  // a step is one block of channels under one tap
uint steps_left;

// This split's steps.
void begin_staging() {
    [[unroll]] for (uint i = 0; i < x_each; ++i)
        windows[i] = window_of(min(gl_WorkGroupID.y * tile_m + (gl_LocalInvocationIndex + i * threads) / (depth / in_chunk), p.rows - 1));
    const uint blocks = (p.channels + depth - 1) / depth, steps = blocks * max(p.taps_y, 1) * p.taps_x;
    const uint share = (steps + p.splits - 1) / p.splits, begin = min(gl_WorkGroupID.z * share, steps);
    next_tap_y = begin / blocks / p.taps_x, next_tap_x = begin / blocks % p.taps_x, next_channel = begin % blocks * depth;
    steps_left = min(begin + share, steps) - begin;
}

void fetch() {
    const uint id = gl_LocalInvocationIndex;
    [[unroll]] for (uint i = 0; i < x_each; ++i) {
        const uint channel = next_channel + (id + i * threads) % (depth / in_chunk) * in_chunk;
        bool inside;
        const uint at = under_tap(windows[i], next_tap_y, next_tap_x, inside) + channel;
        x_next[i] = uvec4(0);
        if (inside && channel < p.channels) x_next[i] = Chunks(p.x).at[at / in_chunk];
    }
    const uint first_line = (next_tap_y * p.taps_x + next_tap_x) * p.channels;
    [[unroll]] for (uint i = 0; i < w_each; ++i) {
        const uint chunk = id + i * threads, channel = next_channel + chunk / (tile_n / in_chunk);
        const uint column = gl_WorkGroupID.x * tile_n + chunk % (tile_n / in_chunk) * in_chunk;
        w_next[i] = uvec4(0);
        if (channel < p.channels && column < p.pitch) w_next[i] = Chunks(p.weight).at[((first_line + channel) * p.pitch + column) / in_chunk];
    }
    next_channel += depth;
    if (next_channel < p.channels) return;
    next_channel = 0, ++next_tap_x;
    if (next_tap_x == p.taps_x) next_tap_x = 0, ++next_tap_y;
}

void stage() {
    const uint id = gl_LocalInvocationIndex;
    [[unroll]] for (uint i = 0; i < x_each; ++i) {
        const uint chunk = id + i * threads;
        staged[chunk / (depth / in_chunk) * x_pitch + chunk % (depth / in_chunk)] = x_next[i];
    }
    [[unroll]] for (uint i = 0; i < w_each; ++i) {
        const uint chunk = id + i * threads;
        staged[x_chunks + chunk / (tile_n / in_chunk) * w_pitch + chunk % (tile_n / in_chunk)] = w_next[i];
    }
}
