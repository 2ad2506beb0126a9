/* Members are offsets; bit-fields name unit, shift and width; structs are passed and copied whole. */
struct point { int x, y; };
struct flags { unsigned a : 3; int b : 5; unsigned : 0; unsigned long c : 12; _Bool d : 1; };
struct outer { char tag; union { int number; char bytes[4]; }; struct point at[2]; };
struct point origin;
struct point make(int x, int y) { return (struct point){ .y = y, .x = x }; }
int use(struct outer *o, struct flags f) {
    o->number = 5;
    o->at[1].y = make(1, 2).x;
    f.b -= 2;
    f.a = f.c;
    f.d = o->bytes[3];
    origin = o->at[0];
    struct outer copy = *o;
    return copy.at[1].x + f.b++;
}
