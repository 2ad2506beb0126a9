#pragma GCC warning "mind the gap"
#pragma GCC error "no further"
#pragma message("hello")
#pragma omp parallel
#pragma scalar_storage_order big-endian
#pragma redefine_extname old new
#pragma STDC FP_CONTRACT ON
#pragma GCC unroll 4
#pragma GCC diagnostic maybe "-Wall"
#pragma pack(3)
#pragma weak later
#pragma weak here = there
int later(void), there(void);

int f(int x)
{
    int first;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-variable"
    int second;
    {
        _Pragma("GCC diagnostic error \"-Wunused-variable\"")
        int third;
    }
#pragma GCC diagnostic pop
    int fourth;
    return later == 0;
}
